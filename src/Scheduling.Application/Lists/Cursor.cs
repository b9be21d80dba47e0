using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Scheduling.Domain.Problems;

namespace Scheduling.Application.Lists;

/// <summary>
/// A place in a list, opaque to callers: the sort key of the last row and a digest over it and the list's scope. The digest keeps mistakes out, not attackers:
/// a forged one could only name another place in the caller's own list.
/// </summary>
public static class Cursor
{
    private const int DigestLength = 12;

    /// <summary>Packs a place.</summary>
    public static string Write<T>(string scope, T place)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(place);
        return Base64Url.EncodeToString([.. Digest(scope, json), .. json]);
    }

    /// <summary>Unpacks a place.</summary>
    /// <exception cref="SchedulingException">invalid_cursor: altered, or from another clinic, list or filter.</exception>
    public static T Read<T>(string scope, string cursor)
    {
        byte[] bytes;
        try
        {
            bytes = Base64Url.DecodeFromChars(cursor);
        }
        catch (FormatException)
        {
            throw Refusal();
        }

        // Re-encoding tells apart spellings that decode to the same bytes.
        if (bytes.Length <= DigestLength || Base64Url.EncodeToString(bytes) != cursor || !Digest(scope, bytes[DigestLength..]).AsSpan().SequenceEqual(bytes.AsSpan(0, DigestLength)))
        {
            throw Refusal();
        }

        return JsonSerializer.Deserialize<T>(bytes.AsSpan(DigestLength))!;
    }

    private static SchedulingException Refusal() =>
        new(ProblemCodes.InvalidCursor) { Errors = [new FieldError("?cursor", "does not belong to this list and these filters")] };

    private static byte[] Digest(string scope, byte[] json) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(scope), 0, .. json])[..DigestLength];
}
