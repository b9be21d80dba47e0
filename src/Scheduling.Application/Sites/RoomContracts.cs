using System.ComponentModel.DataAnnotations;
using Scheduling.Application.Requests;
using Scheduling.Domain.Sites;

namespace Scheduling.Application.Sites;

/// <summary>A new room.</summary>
public sealed record CreateRoomRequest
{
    /// <summary>The site it is in; it stays there.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid SiteId { get; init; }

    /// <summary>Name shown to staff, unique at the site.</summary>
    /// <example>Room 2</example>
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>How many patients at once.</summary>
    /// <example>1</example>
    [Range(1, 100)]
    public int Capacity { get; init; } = 1;
}

/// <summary>Changes of a room: what is left out stays.</summary>
public sealed record ChangeRoomRequest : MergePatch
{
    /// <summary>Name shown to staff.</summary>
    /// <example>Room 2</example>
    [MayBeLeftOut]
    [StringLength(200, MinimumLength = 1)]
    public string? Name { get; init => field = Give(value); }

    /// <summary>How many patients at once; not below what is booked at once.</summary>
    /// <example>2</example>
    [MayBeLeftOut]
    [Range(1, 100)]
    public int? Capacity { get; init => field = Give(value); }
}

/// <summary>A room.</summary>
public sealed record RoomResponse
{
    /// <summary>Id.</summary>
    /// <example>01936f5e-8c00-7000-8000-000000000001</example>
    public required Guid Id { get; init; }

    /// <summary>Version, for <c>If-Match</c>.</summary>
    /// <example>"1"</example>
    public required string Etag { get; init; }

    /// <summary>The site it is in.</summary>
    public required Guid SiteId { get; init; }

    /// <summary>Name shown to staff.</summary>
    /// <example>Room 2</example>
    public required string Name { get; init; }

    /// <summary>How many patients at once.</summary>
    /// <example>1</example>
    public required int Capacity { get; init; }

    /// <summary>When it was taken out of service; null while it serves.</summary>
    public required DateTimeOffset? RetiredAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static RoomResponse Of(Room room) => new()
    {
        Id = room.Id,
        Etag = Versions.Etag(room),
        SiteId = room.SiteId,
        Name = room.Name,
        Capacity = room.Capacity,
        RetiredAt = room.RetiredAt,
        CreatedAt = room.CreatedAt,
        UpdatedAt = room.UpdatedAt,
    };
}
