using System.Security.Cryptography;
using OrleansChat.Testing;

namespace OrleansChat.Fuzz.Machine;

/// <summary>The inputs that are kept for one parser, <c>tests/Fuzz/Corpus/NAME</c>: examples of what it reads, and whatever
/// has ever broken something. They are tried first in every run, and all others are made of them.</summary>
internal sealed class Corpus
{
    private readonly string _folder;

    public Corpus(string name)
    {
        _folder = Path.Combine(Repository.Root, "tests", "Fuzz", "Corpus", name);
        // In the order of their names, for a seed to make the same input everywhere.
        Entries = [.. Directory.GetFiles(_folder).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))];
    }

    /// <summary>The inputs, by name.</summary>
    public IReadOnlyList<(string Name, byte[] Bytes)> Entries { get; }

    /// <summary>Keeps an input that broke something; returns the file's name.</summary>
    public string Keep(byte[] input)
    {
        var name = $"broke-{Convert.ToHexStringLower(SHA256.HashData(input))[..8]}";
        File.WriteAllBytes(Path.Combine(_folder, name), input);
        return name;
    }
}
