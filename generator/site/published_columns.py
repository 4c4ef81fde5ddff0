"""The properties of the open data that a release has published, in the order of their columns.

The command that keeps a release (CONTRIBUTING.md) adds new ones at the end. Other programs read
them, so none is ever removed or moved.
"""

PUBLISHED = {
    "contracts": [
        *("id", "page", "product", "contractor", "kind", "website", "executed", "latest"),
        *("description", "purpose", "collects.student_information", "collects.student_records"),
        *("collects.student_generated_content", "security", "subcontractors", "schools"),
        *("grades", "agreement", "expires", "basis", "notified.at", "notified.by", "posted"),
        *("body", "legacy", "withdrawn.on", "withdrawn.reason", "terms.form", "terms.checked"),
        *("terms.missing", "privacy_policy", "hub"),
    ],
    "breaches": [
        *("id", "page", "contract", "product", "contractor", "status", "occurred.from"),
        *("occurred.to", "discovered", "received", "notified.at", "notified.by", "latest"),
        *("resolved", "summary", "involves.student_information", "involves.student_records"),
        *("involves.student_generated_content", "involves.directory_information", "students"),
        *("schools", "offers", "body", "legacy", "withdrawn.on", "withdrawn.reason", "learned"),
        *("not_involved", "students_precision"),
    ],
}
