"""A contract is an article; all that nobody asks for is off."""

SITENAME = "Tallgrass Public Schools"
SITEURL = "https://privacy.tallgrass.example"
TIMEZONE = "America/New_York"
THEME = "theme"
PLUGINS = []
ARTICLE_PATHS = ["product-notification"]
STATIC_PATHS = []
SLUGIFY_SOURCE = "basename"
ARTICLE_URL = "product-notification/{slug}/"
ARTICLE_SAVE_AS = "product-notification/{slug}/index.html"
DIRECT_TEMPLATES = ["list"]
LIST_SAVE_AS = "product-notification/index.html"
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_RSS = "feeds/product-notification.xml"
FEED_MAX_ITEMS = 50
RSS_FEED_SUMMARY_ONLY = False
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = (
    None
)
FORMATTED_FIELDS = []
MARKDOWN = {"extensions": ["markdown.extensions.tables"], "output_format": "html5"}
