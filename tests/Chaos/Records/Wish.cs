namespace OrleansChat.Chaos.Records;

/// <summary>What a person wants to happen in a room: a message, or a change of one. It keeps its id however often it is
/// tried.</summary>
/// <param name="Kind">The kind of event it is to become.</param>
/// <param name="Text">A message's text, or the one an edit gives it.</param>
/// <param name="Target">The message that is changed, or answered.</param>
/// <param name="Emoji">A reaction's.</param>
internal sealed record Wish(Guid Id, string Kind, string? Text = null, long? Target = null, string? Emoji = null)
{
    public const string Message = "message";
    public const string Edit = "edit";
    public const string Delete = "delete";
    public const string React = "react";
    public const string Unreact = "unreact";

    /// <summary>Asks for it.</summary>
    public Task<HubAck> Ask(HubClient client, string room) => Kind switch
    {
        Message when Target is { } to => client.Reply(room, to, Text!, Id),
        Message => client.Say(room, Text!, Id),
        Edit => client.Edit(room, Target!.Value, Text!, Id),
        Delete => client.Delete(room, Target!.Value, Id),
        React => client.React(room, Target!.Value, Emoji!, Id),
        _ => client.Unreact(room, Target!.Value, Emoji!, Id),
    };

    /// <summary>Whether the event is what was wished, as far as it never changes: all but its text.</summary>
    public bool Became(HubEvent e) =>
        (Id, Kind, Emoji) == (e.Id, e.Kind, e.Emoji) && Target == (Kind == Message ? e.ReplyTo : e.Target);

    public override string ToString() => $"{Kind}{(Target is { } target ? $" of {target}" : "")}{Emoji} \"{Text}\" {Id}";
}
