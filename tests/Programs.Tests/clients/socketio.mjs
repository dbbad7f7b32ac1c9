// socket.io-client in a test's hand: node socketio.mjs ADDRESS OPTIONS, where OPTIONS is what `io` takes, as JSON.
import { io } from 'socket.io-client';
import { obey, say, tell } from './lines.mjs';

const [address, options] = process.argv.slice(2);
const socket = io(address, JSON.parse(options));

socket.io.on('open', () => {
  say({ open: socket.io.engine.transport.name });
  socket.io.engine.on('upgrade', (transport) => say({ upgraded: transport.name }));
});
socket.on('connect', () => say({ connected: true }));
socket.on('connect_error', (error) => say({ connectError: error.message, data: error.data }));
socket.on('disconnect', (reason) => say({ disconnected: reason }));
socket.onAny((event, argument) => say({ event, argument }));

obey({
  emit: ({ name, argument }) => socket.emit(name, argument),
  ask: ({ name, argument }) => tell(name, socket.emitWithAck(name, argument)),
  // As a lost network: the manager connects again by itself.
  cut: () => socket.io.engine.close(),
  leave: () => socket.disconnect(),
});
