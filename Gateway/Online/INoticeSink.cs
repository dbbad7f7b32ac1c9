namespace OrleansChat.Gateway.Online;

/// <summary>Who does something about notices. Called for one at a time, in their order.</summary>
internal interface INoticeSink
{
    /// <summary>Takes a notice. That a direct room has news may be said twice, and of news that is known. The next one
    /// waits until this is done, so it should be soon; a failure is logged, and the next one comes.</summary>
    Task Take(Notice notice);
}
