// Shows the document. A token that is typed in stays in this page and is gone when it is closed.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#page",
  layout: "BaseLayout",
  presets: [SwaggerUIBundle.presets.apis],
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  showExtensions: true,
  validatorUrl: null,
});
