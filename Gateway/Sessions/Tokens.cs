using System.Buffers.Text;
using System.Security.Cryptography;

namespace OrleansChat.Gateway.Sessions;

/// <summary>
/// Session tokens: 16 bytes of user id and 32 random bytes, in base64url. Opaque to clients. The id says which user to
/// ask; the random part is the secret, of which everybody but the client keeps only the SHA-256.
/// </summary>
internal static class Tokens
{
    private const int IdBytes = 16;
    private const int SecretBytes = 32;

    /// <summary>Makes a token and its secret's hash.</summary>
    public static (string Token, byte[] Hash) Create(Guid user)
    {
        Span<byte> bytes = stackalloc byte[IdBytes + SecretBytes];
        user.TryWriteBytes(bytes, bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes[IdBytes..]);
        return (Base64Url.EncodeToString(bytes), SHA256.HashData(bytes[IdBytes..]));
    }

    /// <summary>Takes a token apart; false when it never was one.</summary>
    public static bool TryParse(string? token, out Guid user, out byte[] hash)
    {
        (user, hash) = (default, []);
        Span<byte> bytes = stackalloc byte[IdBytes + SecretBytes];
        // 48 bytes are 64 characters without padding.
        if (token is not { Length: 64 } || !Base64Url.IsValid(token)
            || !Base64Url.TryDecodeFromChars(token, bytes, out var written) || written != bytes.Length) return false;
        user = new Guid(bytes[..IdBytes], bigEndian: true);
        hash = SHA256.HashData(bytes[IdBytes..]);
        return true;
    }
}
