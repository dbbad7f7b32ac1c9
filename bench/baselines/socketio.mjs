// A broadcast server on `socket.io`, as small as they are written: `join` a room, `send` to it, everybody there hears
// `message`. It keeps nothing and checks nothing.
import { createServer } from "node:http";
import { Server } from "socket.io";
import { answerReady, listen } from "./server.mjs";

const server = createServer(answerReady);
const io = new Server(server);

io.on("connection", (socket) => {
    socket.on("join", ({ room }, answer) => {
        socket.join(room);
        answer({ ok: true });
    });
    socket.on("send", ({ room, id, text }, answer) => {
        io.to(room).emit("message", { room, id, text });
        answer({ ok: true });
    });
});

listen(server);
