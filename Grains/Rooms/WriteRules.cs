namespace OrleansChat.Grains.Rooms;

/// <summary>Who may write what: the one place. A write is judged by the log as it will be when everything before it in
/// the queue is committed; and again, should the log turn out otherwise.</summary>
internal static class WriteRules
{
    /// <summary>Checks what can be checked without the room.</summary>
    /// <exception cref="ChatException">EmptyText, TextTooLong, BadText, BadEmoji, BadTopic, BadName, NoSuchMessage, BadArguments.</exception>
    public static void CheckForm(WriteRequest request)
    {
        switch (request.Kind)
        {
            case EventKind.Message:
            case EventKind.Edit:
                TextRules.CheckText(request.Text);
                break;
            case EventKind.React:
            case EventKind.Unreact:
                TextRules.CheckEmoji(request.Emoji);
                break;
            case EventKind.Delete:
                break;
            case EventKind.Topic when request is { Target: null, Emoji: null }:
                TextRules.CheckTopic(request.Text);
                break;
            case EventKind.Rename when request is { Target: null, Emoji: null }:
                TextRules.CheckBorneName(request.Text);
                break;
            default:
                throw new ChatException(ErrorCode.BadArguments);
        }

        if (request.Target is null && request.Kind is not (EventKind.Message or EventKind.Topic or EventKind.Rename))
            throw new ChatException(ErrorCode.NoSuchMessage);
    }

    /// <summary>Says why a message, a change of one, a topic or a name can't be written behind <paramref name="queue"/>; null when it can.</summary>
    public static ErrorCode? Judge(PendingWrite write, RoomState state, WriteQueue queue, RoomOptions options)
    {
        var user = write.Actor.Id;
        if (!queue.WillBeMember(user, state)) return ErrorCode.NotAMember;
        if (write.Kind is EventKind.Topic or EventKind.Rename) return DirectRooms.IsDirect(state.Key.Name) ? ErrorCode.NotAllowed : null;
        if ((write.Draft.Target ?? write.Draft.ReplyTo) is null) return null;
        if (write.Message is not { } message) return ErrorCode.NoSuchMessage;
        if (message.Deleted || queue.WillDelete(message.Seq)) return ErrorCode.MessageDeleted;
        return write.Kind switch
        {
            EventKind.Edit when message.Author != user => ErrorCode.NotAllowed,
            EventKind.Delete when message.Author != user && queue.WillBeRole(user, state) != MemberRole.Moderator => ErrorCode.NotAllowed,
            EventKind.React => JudgeReaction(write, message, queue, options),
            EventKind.Unreact when !queue.WillHaveReaction(message, write.Draft.Emoji!, user) => ErrorCode.NoChange,
            _ => null,
        };
    }

    private static ErrorCode? JudgeReaction(PendingWrite write, KnownMessage message, WriteQueue queue, RoomOptions options)
    {
        var emoji = write.Draft.Emoji!;
        if (queue.WillHaveReaction(message, emoji, write.Actor.Id)) return ErrorCode.NoChange;
        var standing = queue.WillStand(message);
        if (standing.Count >= options.ReactionsPerMessage) return ErrorCode.TooManyReactions;
        var emojis = standing.Select(reaction => reaction.Emoji).Append(emoji).Distinct(StringComparer.Ordinal);
        return emojis.Count() > Limits.EmojiPerMessage ? ErrorCode.TooManyReactions : null;
    }
}
