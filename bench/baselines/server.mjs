// What both servers have in common: where they listen, how they say that they are ready, how they end, and a collection
// of garbage when the benchmark asks for it.

export function answerReady(request, response) {
    response.writeHead(request.url === "/readyz" ? 200 : 404).end();
}

export function listen(server) {
    server.listen(Number(process.env.PORT), "127.0.0.1");
    process.on("SIGTERM", () => process.exit(0));
    process.on("SIGUSR2", () => globalThis.gc());
}
