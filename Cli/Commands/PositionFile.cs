namespace OrleansChat.Cli.Commands;

/// <summary>Where a follower stands, for its next run: a file with <c>epoch:seq</c>. It is replaced as a whole, so that it
/// is never half written. It follows the output, so a line may come twice after a crash, and none is left out.</summary>
internal sealed class PositionFile(string path)
{
    /// <summary>The position; null where there is no file yet.</summary>
    /// <exception cref="UsageException">The file can't be read, or holds something else.</exception>
    public string? Read()
    {
        try
        {
            var text = File.ReadAllText(path).Trim();
            return text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c == ':') ? text
                : throw new UsageException($"--position: '{path}' holds no position.");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--position: {e.Message}");
        }
    }

    /// <summary>Keeps a position.</summary>
    public void Write(string position)
    {
        try
        {
            var draft = path + ".new";
            File.WriteAllText(draft, position + '\n');
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--position: {e.Message}");
        }
    }
}
