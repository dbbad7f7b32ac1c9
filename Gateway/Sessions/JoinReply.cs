namespace OrleansChat.Gateway.Sessions;

/// <summary>The answer to a join.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Head">The room's last seq when it was asked; more may have come since.</param>
/// <param name="Reset">True when the client came with a position that can't be resumed from: what it knows of the room
/// is void, and <paramref name="Page"/> is where it starts.</param>
/// <param name="Role">What the user may do in the room.</param>
/// <param name="Page">The latest page, for a join without position or a reset; null after a resume, whose missed events
/// come as events. Live events begin after the page's last one.</param>
internal sealed record JoinReply(string Room, long Epoch, long Head, bool Reset, MemberRole Role, HistoryPage? Page);
