// Shows the document and signs the calls that are tried. Browsers sign on https and on this machine only.
(() => {
  "use strict";
  const place = document.getElementById("docs");
  const canTry = Boolean(place.dataset.stores) && window.isSecureContext;
  const bytes = (text) => new TextEncoder().encode(text);

  async function sign(request) {
    const url = new URL(request.url, location.href);
    if (!url.pathname.startsWith("/platform/")) return request;
    const [store] = await (await fetch(place.dataset.stores)).json();
    const payload = request.method === "GET" ? url.search.slice(1) : request.body;
    const hash = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", bytes(store.secret_key), hash, false, ["sign"]);
    const digest = new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes(payload)));
    request.headers["api-key"] = store.api_key;
    request.headers.digest = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return request;
  }

  SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    docExpansion: "list",
    defaultModelsExpandDepth: -1,
    deepLinking: true,
    requestInterceptor: sign,
    supportedSubmitMethods: canTry ? ["get", "put", "post", "delete"] : [],
    validatorUrl: null,
  });
})();
