using System.Text;
using OrleansChat.Bench;
using OrleansChat.Bench.Load;
using OrleansChat.DoorBench.Load;
using OrleansChat.DoorBench.Wires;

namespace OrleansChat.DoorBench.Doors;

/// <summary>One client of a door, in one room.</summary>
/// <param name="room">The room it comes into, and hears from then on.</param>
internal abstract class DoorClient(Room room) : IDisposable
{
    /// <summary>How long anything may take on the way in.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Room Room => room;

    /// <summary>What it hears.</summary>
    public Hearing Hearing { get; } = new(room.Traffic);

    /// <summary>Fails when the connection ends or a request is refused; never completes otherwise. Set by <see cref="Enter"/>.</summary>
    public Task Reading { get; protected set; } = Task.CompletedTask;

    /// <summary>Connects and comes into the room; returns when it is there.</summary>
    public abstract Task Enter(Servers.Target server, string name);

    /// <summary>Says a message. Any thread.</summary>
    /// <param name="text">One of <see cref="Message"/>, as text for JSON or a line: it needs no escapes.</param>
    public abstract void Send(ReadOnlySpan<byte> text);

    /// <summary>Called every 10 s; for clients that must say something so that they aren't given up.</summary>
    public virtual void KeepAlive()
    {
    }

    public abstract void Dispose();

    /// <summary>Waits for <see cref="HasEntered"/>.</summary>
    protected async Task Entered() => await await Task.WhenAny(_entered.Task, Reading).WaitAsync(Patience);

    /// <summary>The server has let this client into the room.</summary>
    protected void HasEntered() => _entered.TrySetResult();

    /// <summary>Takes a message of the transport: what somebody said is counted, all else is for <see cref="TakeOther"/>.</summary>
    protected void Take(ReadOnlySpan<byte> payload)
    {
        if (!Hearing.Take(payload)) TakeOther(payload);
    }

    /// <summary>Takes what nobody said: answers, pings.</summary>
    protected abstract void TakeOther(ReadOnlySpan<byte> payload);

    /// <summary>What a refused request is.</summary>
    protected static BenchException Refused(ReadOnlySpan<byte> payload) => new($"The server refused a request: {ByteSocket.Show(payload)}");

    /// <summary>A request with a text and a new id in it: <c>head ID middle TEXT tail</c>, to be sent at once.</summary>
    protected static int Compose(Span<byte> request, ReadOnlySpan<byte> head, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> text, ReadOnlySpan<byte> tail)
    {
        var at = 0;
        Put(request, ref at, head);
        Guid.NewGuid().TryFormat(request[at..], out var letters, "D");
        at += letters;
        Put(request, ref at, middle);
        Put(request, ref at, text);
        Put(request, ref at, tail);
        return at;
    }

    /// <summary>A text's bytes.</summary>
    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static void Put(Span<byte> request, ref int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(request[at..]);
        at += bytes.Length;
    }
}
