using System.Net;
using System.Text;

namespace OrleansChat.Fuzz.Attacks;

/// <summary>Requests that HTTP's own rules allow: a line with method and address, and a body. No answer may say that the server
/// failed.</summary>
internal sealed class RequestAttack : Attack
{
    private readonly HttpClient _http = new();

    public override string Corpus => "rest";

    public override async Task Once(Victim victim, Random dice, Func<byte[]> next, CancellationToken stop)
    {
        for (var requests = 20; requests > 0; requests--)
        {
            var input = next();
            if (Request(victim, input) is not { } request) continue;
            using (request)
            {
                if (dice.Next(8) > 0) request.Headers.Authorization = new("Bearer", victim.Token);
                try
                {
                    using var answer = await _http.SendAsync(request, stop);
                    if (answer.StatusCode is HttpStatusCode.InternalServerError) throw new Machine.BrokenPromiseException($"500 for: {Encoding.Latin1.GetString(input)}");
                }
                catch (HttpRequestException)
                {
                    // Cut: the server need not read to the end of what it refuses.
                }
            }
        }
    }

    private static HttpRequestMessage? Request(Victim victim, byte[] input)
    {
        var end = Array.IndexOf(input, (byte)'\n');
        var line = Encoding.UTF8.GetString(input, 0, Math.Max(end, 0)).Split(' ', 2);
        if (line.Length < 2 || line[0].Length == 0 || !line[0].All(char.IsAsciiLetter) || !Uri.TryCreate(victim.Http, line[1], out var address) || address.Authority != victim.Http.Authority) return null;
        var content = new ByteArrayContent(input[(end + 1)..]);
        content.Headers.ContentType = new("application/json");
        return new HttpRequestMessage(new HttpMethod(line[0]), address) { Content = line[0] is "GET" or "CONNECT" or "TRACE" or "HEAD" ? null : content };
    }
}
