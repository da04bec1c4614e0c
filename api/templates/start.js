"use strict";

// What changes something needs the session's token; it is asked for each time, since logging in renews it.
async function withToken(request) {
  if (!["GET", "HEAD", "OPTIONS"].includes((request.method ?? "GET").toUpperCase())) {
    const answer = await fetch("/api/csrf");
    request.headers["X-CSRFToken"] = (await answer.json()).token;
  }
  return request;
}

SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "none",
  validatorUrl: null,
  persistAuthorization: false,
  requestInterceptor: withToken,
});
