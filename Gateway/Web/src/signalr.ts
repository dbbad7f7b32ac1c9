import {
  DefaultHttpClient,
  HttpError,
  HubConnectionBuilder,
  HubConnectionState,
  LogLevel,
  NullLogger,
  type HttpRequest,
  type HttpResponse,
} from '@microsoft/signalr';
import { Unauthorized, type Link, type LinkEvents } from './connection';
import { ChatError, Code, parseHubError, sentenceOf, TransportError } from './errors';
import type { Closing, RoomEvent } from './protocol';

/** SignalR turns a refused negotiation into a sentence; the status code is only seen here. */
class StatusWatcher extends DefaultHttpClient {
  unauthorized = false;

  override async send(request: HttpRequest): Promise<HttpResponse> {
    try {
      return await super.send(request);
    } catch (error) {
      if (error instanceof HttpError && error.statusCode === 401) this.unauthorized = true;
      throw error;
    }
  }
}

/**
 * One SignalR connection as a Link. SignalR's own automatic reconnect isn't used: it can't be hurried on,
 * shows no countdown and gives up when the first connection fails.
 */
export function dialSignalR(url: string, token: () => string, to: LinkEvents): Link {
  const http = new StatusWatcher(NullLogger.instance);
  const hub = new HubConnectionBuilder()
    .withUrl(url, { accessTokenFactory: token, httpClient: http, timeout: 15_000 })
    .withKeepAliveInterval(10_000)
    .withServerTimeout(25_000)
    .configureLogging(LogLevel.None)
    .build();
  hub.on('events', (batch: RoomEvent[]) => to.events(batch));
  hub.on('closing', (error: Closing) => to.closing(error));
  hub.onclose(() => to.closed());

  return {
    async start() {
      try {
        await hub.start();
      } catch (error) {
        throw http.unauthorized ? new Unauthorized() : error;
      }
    },
    stop: () => void hub.stop().catch(() => undefined),
    async invoke(method, ...args) {
      try {
        return await hub.invoke<unknown>(method, ...args);
      } catch (error) {
        throw toAnswer(sentenceOf(error), hub.state === HubConnectionState.Connected);
      }
    },
  };
}

/** An error without a code, on a connection that lives, is the server's: it failed in a way it didn't foresee. */
function toAnswer(message: string, alive: boolean): Error {
  const coded = parseHubError(message);
  if (coded) return coded;
  if (!alive) return new TransportError(message);
  return new ChatError(Code.internalError, 'internal_error', 'The server could not do this.');
}
