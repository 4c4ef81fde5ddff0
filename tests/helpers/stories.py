"""Texts of a small district with a repository on GitHub, on the Wednesday before Thanksgiving."""

from __future__ import annotations

WEDNESDAY = "2026-11-25T12:00-05:00"

SETTINGS = """\
district: Example Public Schools
abbreviation: EPS
url: SITE
timezone: America/New_York
contact: {name: Privacy Office, phone: 203-555-0100}
feed_authority: privacy.example,2026
"""

CONTRACT = """\
---
product: Northstar Reader
contractor: Example Northstar Learning, Inc.
description: Levelled reading passages with short quizzes.
purpose: Reading practice in grades 3 to 6.
collects:
  student-information: [name, grade level]
executed: 2026-11-20
expires: 2027-06-30
agreement: https://northstar.example/agreement.pdf
notified: {at: 2026-11-23, by: email}
---
"""

BREACH = """\
---
contract: northstar-reader
discovered: 2026-11-19
received: 2026-11-24 15:40
notified: {at: 2026-11-25 09:00, by: email}
involves:
  student-information: [name]
students: unknown
summary: Somebody who should not have had access could open class lists.
---
"""

GARDEN = CONTRACT.replace("Northstar Reader", "Word Garden").replace(
    "Northstar Learning", "Garden Learning"
)

UPDATE = """\
---
on: 2026-11-25
received: 2026-11-25 10:00
notified: {at: 2026-11-25 11:00, by: email}
students: 412
---
The contractor has counted 412 students.
"""

YEARLY_LETTER = "content/messages/2026-08-28.md"
YEARLY = "---\nof: yearly\nat: 2026-08-28\nby: email\n---\n"
