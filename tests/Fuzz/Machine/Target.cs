using System.Text;

namespace OrleansChat.Fuzz.Machine;

/// <summary>A parser, and what must hold of it whatever it is given.</summary>
internal abstract class Target
{
    /// <summary>The name of its corpus.</summary>
    public abstract string Name { get; }

    /// <summary>Words of what it reads.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>Bytes of an input at the most.</summary>
    public virtual int Longest => 8 * 1024;

    /// <summary>Bytes that each byte of an input may cost, in allocations of a whole trial: the parser's, and those of the
    /// checks around it.</summary>
    public virtual int BytesPerByte => 64;

    /// <summary>Has the parser read an input, and checks what must hold. Its documented refusals are no failure; whatever else
    /// is thrown is one.</summary>
    public abstract void Take(byte[] input);

    /// <summary>What somebody does who holds something that isn't so.</summary>
    protected static void Hold(bool condition, string what)
    {
        if (!condition) throw new BrokenPromiseException(what);
    }

    /// <summary>What a call makes; or nothing, when it refuses as it may, by one of these codes.</summary>
    protected static bool TryGet<T>(Func<T> call, out T made, params ErrorCode[] codes)
    {
        made = default!;
        try
        {
            made = call();
            return true;
        }
        catch (ChatException refusal)
        {
            Hold(codes.Contains(refusal.Code), $"It refuses by a code that isn't its own: {refusal.ToWire()}");
            return false;
        }
    }

    /// <summary>An input as a text, as doors make it.</summary>
    protected static string Text(byte[] input) => Encoding.UTF8.GetString(input);
}

/// <summary>Something that must hold doesn't.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
