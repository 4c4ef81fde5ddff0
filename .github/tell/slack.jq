# For an incoming webhook of Slack: text that Slack takes for nothing else.
# https://docs.slack.dev/messaging/formatting-message-text#escaping
def plain: gsub("&"; "&amp;") | gsub("<"; "&lt;") | gsub(">"; "&gt;");

{
  text: ([.title, .lead, (.facts[] | "\(.name): \(.value)"), .url] | map(plain) | join("\n")),
  mrkdwn: false,
  unfurl_links: false
}
