// A broadcast server on `ws`, as small as they are written: whoever connects to /?room=NAME hears what anybody says there.
// It keeps nothing, checks nothing and answers nothing.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { answerReady, listen } from "./server.mjs";

const rooms = new Map();
const server = createServer(answerReady);
const sockets = new WebSocketServer({ server });

sockets.on("connection", (socket, request) => {
    const name = new URL(request.url, "http://localhost").searchParams.get("room") ?? "lobby";
    if (!rooms.has(name)) rooms.set(name, new Set());
    const room = rooms.get(name).add(socket);
    socket.on("message", (data) => {
        for (const member of room) member.send(data, { binary: false });
    });
    socket.on("close", () => {
        room.delete(socket);
        if (room.size === 0) rooms.delete(name);
    });
});

listen(server);
