using System.Diagnostics;
using System.Globalization;

namespace OrleansChat.Fuzz.Machine;

/// <summary>Tries a parser: first its corpus, then inputs that are made of it, one for each seed, as long as there is time.</summary>
internal sealed class Fuzzer
{
    // Whoever takes so long for one input never comes back.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(10);

    private readonly Target _target;
    private readonly Corpus _corpus;
    private readonly Mutator _mutator;
    private volatile byte[]? _current;
    private long _since;

    public Fuzzer(Target target)
    {
        (_target, _corpus) = (target, new Corpus(target.Name));
        _mutator = new Mutator([.. _corpus.Entries.Select(entry => entry.Bytes)], target.Words, target.Longest);
    }

    /// <summary>Inputs tried.</summary>
    public long Tried { get; private set; }

    /// <summary>Runs; returns what broke, with how to see it again, or null.</summary>
    public string? Run(TimeSpan time)
    {
        string? broken = null;
        // On a thread of its own, so that one that never comes back can be told.
        var thread = new Thread(() => broken = Work(time)) { IsBackground = true };
        Begin([]);
        thread.Start();
        while (!thread.Join(TimeSpan.FromSeconds(1)))
        {
            if (_current is { } input && Stopwatch.GetElapsedTime(Interlocked.Read(ref _since)) > Hang)
                return $"{_target.Name}: an input takes more than {Hang.TotalSeconds} s: {_corpus.Keep(input)}";
        }

        return broken;
    }

    private string? Work(TimeSpan time)
    {
        foreach (var (name, bytes) in _corpus.Entries)
        {
            Begin(bytes);
            if (Trial.Failure(_target, bytes) is { } failure) return $"{_target.Name}: the corpus's {name}: {failure}";
        }

        var begun = Stopwatch.GetTimestamp();
        for (var seed = Settings.First; seed == Settings.First || (Settings.Only is null && Stopwatch.GetElapsedTime(begun) < time); seed++)
        {
            var input = _mutator.Make(seed);
            Begin(input);
            if (Trial.Failure(_target, input) is { } failure) return Report(seed, input, failure);
        }

        return null;
    }

    private void Begin(byte[] input)
    {
        Tried++;
        Interlocked.Exchange(ref _since, Stopwatch.GetTimestamp());
        _current = input;
    }

    private string Report(int seed, byte[] input, Exception failure)
    {
        _current = null;
        var small = Minimizer.Smaller(input, bytes => Trial.Failure(_target, bytes)?.GetType() == failure.GetType());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_target.Name}, FUZZ_SEED={seed}: kept, {small.Length} bytes of {input.Length}, as {_corpus.Keep(small)}: {Trial.Failure(_target, small)}");
    }
}
