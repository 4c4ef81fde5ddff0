/** The contracts, a list and a feed; Markdown without a template in it. */
export default function (site) {
  site.addFilter("newest", (contracts) => contracts.slice(-50).reverse());
  site.addFilter("mailed", (date) => date.toUTCString());
}

export const config = {
  dir: { input: "content", includes: "../_includes" },
  markdownTemplateEngine: false,
  templateFormats: ["md", "njk"],
};
