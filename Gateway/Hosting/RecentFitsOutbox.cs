using Microsoft.Extensions.Options;
using OrleansChat.Gateway.Fanout;
using OrleansChat.Gateway.Sessions;

namespace OrleansChat.Gateway.Hosting;

/// <summary>Checks two settings against each other: a session goes live with a half empty outbox, into which a room's
/// recent events have to fit, or it would be closed for it again and again.</summary>
internal sealed class RecentFitsOutbox(SessionSettings sessions) : IValidateOptions<FanoutOptions>
{
    public ValidateOptionsResult Validate(string? name, FanoutOptions options) => options.RecentEvents <= sessions.OutboxEvents / 2
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(
            $"Fanout:RecentEvents: at most half of Sessions:OutboxEvents, which is {sessions.OutboxEvents}, not {options.RecentEvents}.");
}
