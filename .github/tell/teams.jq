# For a workflow of Teams that takes an adaptive card; a text run is shown as it is, where a text block is Markdown.
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
