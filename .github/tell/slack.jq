# For a Slack incoming webhook: text that Slack does not interpret.
# https://docs.slack.dev/messaging/formatting-message-text#escaping
def plain: gsub("&"; "&amp;") | gsub("<"; "&lt;") | gsub(">"; "&gt;");

{
  text: ([.title, .lead, (.facts[] | "\(.name): \(.value)"), .url] | map(plain) | join("\n")),
  mrkdwn: false,
  unfurl_links: false
}
