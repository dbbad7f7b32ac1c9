// @microsoft/signalr in a test's hand: node signalr.mjs HUB TOKEN OPTIONS, where OPTIONS is `{transport, stateful}`.
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { obey, say, tell } from './lines.mjs';

const [address, token, options] = process.argv.slice(2);
const { transport, stateful } = JSON.parse(options);
const builder = new HubConnectionBuilder()
  .withUrl(address, { accessTokenFactory: () => token, transport: HttpTransportType[transport] })
  .configureLogging(LogLevel.None)
  .withAutomaticReconnect();
if (stateful) builder.withStatefulReconnect();
const connection = builder.build();

for (const call of ['events', 'direct', 'announcement', 'presence', 'renamed']) {
  connection.on(call, (argument) => say({ call, argument }));
}
connection.onreconnecting((error) => say({ reconnecting: error?.message ?? '' }));
connection.onreconnected(() => say({ reconnected: true }));
connection.onclose((error) => say({ closed: error?.message ?? '' }));

try {
  await connection.start();
  say({ connected: transport });
} catch (error) {
  say({ connectError: error.message });
}

obey({
  invoke: ({ method, arguments: given }) => tell(method, connection.invoke(method, ...given)),
  stop: () => connection.stop(),
});
