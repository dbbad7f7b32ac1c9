// The package ws in a test's hand: node ws.mjs ADDRESS [SUBPROTOCOL]
import WebSocket from 'ws';
import { obey, say } from './lines.mjs';

const [address, protocol] = process.argv.slice(2);
const socket = new WebSocket(address, protocol ? [protocol] : []);

socket.on('open', () => say({ open: socket.protocol }));
socket.on('message', (data) => say({ frame: JSON.parse(data.toString()) }));
socket.on('close', (code, reason) => say({ closed: code, reason: reason.toString() }));
socket.on('error', (error) => say({ error: error.message }));

obey({
  send: ({ frame }) => socket.send(JSON.stringify(frame)),
  text: ({ text }) => socket.send(text),
  close: () => socket.close(1000),
  // Gone without a goodbye.
  cut: () => socket.terminate(),
});
