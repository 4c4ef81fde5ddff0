# For a Teams workflow that accepts an adaptive card. Teams shows a text run as it is; a text block would be Markdown.
# https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
def run: {type: "TextRun", text: .};
def lines(weight): {type: "RichTextBlock", inlines: [run + weight]};

{
  type: "message",
  attachments: [{
    contentType: "application/vnd.microsoft.card.adaptive",
    contentUrl: null,
    content: {
      "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
      type: "AdaptiveCard",
      version: "1.4",
      body: [
        (.title | lines({weight: "bolder", size: "large"})),
        (.lead | lines({})),
        (.facts[] | {type: "RichTextBlock", inlines: [("\(.name): " | run + {weight: "bolder"}), (.value | run)]})
      ],
      actions: [{type: "Action.OpenUrl", title: .url, url: .url}]
    }
  }]
}
