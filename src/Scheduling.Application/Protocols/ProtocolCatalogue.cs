using Microsoft.EntityFrameworkCore;
using Scheduling.Application.ApiKeys;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Application.Requests;
using Scheduling.Application.Screenings;
using Scheduling.Domain.Problems;
using Scheduling.Domain.Protocols;

namespace Scheduling.Application.Protocols;

/// <summary>The clinic's protocols and their versions. A version never changes: courses pin it.</summary>
public sealed class ProtocolCatalogue(SchedulingDbContext db, ClinicContext context, QuestionnaireCatalogue questionnaires, AuditLog audit, EventLog events)
{
    /// <summary>All protocols, by code.</summary>
    public Task<Page<Protocol>> ListAsync(bool? enabled, PageRequest page, CancellationToken cancellationToken) =>
        db.Protocols.AsNoTracking().Where(p => enabled == null || p.Enabled == enabled).ToPageAsync(p => p.Code, p => p.Id, page, cancellationToken);

    /// <summary>One protocol.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Protocol> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Protocols.SingleOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw SchedulingException.NotFound();

    /// <summary>Makes a protocol with its first version.</summary>
    /// <exception cref="SchedulingException">invalid_request by pointer, unknown_reference, already_exists.</exception>
    public async Task<Protocol> CreateAsync(CreateProtocolRequest request, CancellationToken cancellationToken)
    {
        context.RequireAllSites();
        var checks = new FieldChecks();
        var sources = new object?[] { request.Template, request.CopyOf, request.Definition }.Count(s => s is not null);
        checks.Check(sources == 1, "", "exactly one of template, copyOf and definition must be given");
        checks.Check(request.CopyOf is null || request.Code is not null, "/code", "is required for a copy");
        checks.Text(request.Name, "/name");
        var template = request.Template is { } code ? ProtocolTemplates.Find(code) : null;
        checks.Check(request.Template is null || template is not null, "/template", "is not the code of a shipped template");
        checks.ThrowIfAny();

        var copied = request.CopyOf is { } original ? await db.Protocols.AsNoTracking().SingleOrDefaultAsync(p => p.Id == original, cancellationToken) : null;
        checks.Reference(request.CopyOf is null || copied is not null, "/copyOf");
        checks.ThrowIfAny();
        var source = request.Definition ?? template
            ?? await db.PublishedVersions.Where(v => v.ProtocolId == copied!.Id && v.Number == copied.LatestVersion).Select(v => v.Definition).SingleAsync(cancellationToken);
        var definition = source with { Code = request.Code ?? source.Code, Name = request.Name ?? source.Name };
        // A renamed code or name is the request's own; everything else wrong lies in the definition.
        Validate(definition, path => (path, request.Code, request.Name) switch
        {
            ("/code", not null, _) => "/code",
            ("/name", _, not null) => "/name",
            _ => "/definition" + path,
        });
        await RequireQuestionnaireAsync(definition, "/definition", cancellationToken);

        var protocol = new Protocol
        {
            Id = Guid.CreateVersion7(context.Now),
            Code = definition.Code,
            Name = definition.Name,
            Enabled = request.Enabled ?? definition.EnabledByDefault,
            TemplateCode = template?.Code ?? copied?.TemplateCode,
        };
        db.Protocols.Add(protocol);
        Add(protocol, definition);
        audit.Write("create", "protocol", protocol.Id);
        events.Append("protocol.created", "protocol", protocol.Id, null, new { protocol.Enabled });
        await db.SaveChangesAsync(cancellationToken);
        return protocol;
    }

    /// <summary>Changes name or enabled.</summary>
    public async Task<Protocol> ChangeAsync(Guid id, Action<int> requireVersion, ChangeProtocolRequest change, CancellationToken cancellationToken)
    {
        var protocol = await GetAsync(id, cancellationToken);
        context.RequireAllSites();
        requireVersion(protocol.Version);
        var checks = new FieldChecks();
        checks.Text(change.Name, "/name");
        checks.ThrowIfAny();
        protocol.Name = change.Name ?? protocol.Name;
        protocol.Enabled = change.Enabled ?? protocol.Enabled;
        audit.Write("update", "protocol", protocol.Id);
        events.Append("protocol.changed", "protocol", protocol.Id, null, new { protocol.Enabled });
        await db.SaveChangesAsync(cancellationToken);
        return protocol;
    }

    /// <summary>Versions of a protocol, newest first.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<Page<ProtocolVersion>> ListVersionsAsync(Guid id, PageRequest page, CancellationToken cancellationToken)
    {
        await GetAsync(id, cancellationToken);
        return await db.PublishedVersions.AsNoTracking().Where(v => v.ProtocolId == id).ToPageAsync(v => v.Number, v => v.Id, page, cancellationToken, descending: true);
    }

    /// <summary>One version.</summary>
    /// <exception cref="SchedulingException">not_found.</exception>
    public async Task<ProtocolVersion> GetVersionAsync(Guid id, int number, CancellationToken cancellationToken) =>
        await db.PublishedVersions.AsNoTracking().SingleOrDefaultAsync(v => v.ProtocolId == id && v.Number == number, cancellationToken) ?? throw SchedulingException.NotFound();

    /// <summary>Adds a version, on which new courses are made from now on.</summary>
    /// <exception cref="SchedulingException">invalid_request by pointer, not_found.</exception>
    public async Task<ProtocolVersion> AddVersionAsync(Guid id, ProtocolDefinition definition, CancellationToken cancellationToken)
    {
        // One at a time: the number is the next one.
        await db.Database.SqlQuery<int>($"select 1 as \"Value\" from protocols where id = {id} for no key update").ToListAsync(cancellationToken);
        var protocol = await GetAsync(id, cancellationToken);
        context.RequireAllSites();
        Validate(definition, path => path);
        await RequireQuestionnaireAsync(definition, "", cancellationToken);
        if (definition.Code != protocol.Code)
        {
            throw SchedulingException.Invalid("/code", "must be the protocol's code");
        }

        protocol.LatestVersion++;
        var version = Add(protocol, definition);
        audit.Write("update", "protocol", protocol.Id);
        events.Append("protocol.version_added", "protocol", protocol.Id, null, new { version.Number });
        await db.SaveChangesAsync(cancellationToken);
        return version;
    }

    private ProtocolVersion Add(Protocol protocol, ProtocolDefinition definition)
    {
        var version = new ProtocolVersion
        {
            Id = Guid.CreateVersion7(context.Now),
            ProtocolId = protocol.Id,
            Number = protocol.LatestVersion,
            Definition = definition,
            CreatedAt = context.Now,
            CreatedBy = context.Actor,
        };
        db.ProtocolVersions.Add(version);
        return version;
    }

    // A gate that nobody can open would be found out on the day (R18).
    private async Task RequireQuestionnaireAsync(ProtocolDefinition definition, string pointer, CancellationToken cancellationToken)
    {
        if (definition.Screening is { } screening && await questionnaires.FindAsync(screening.Questionnaire, cancellationToken) is null)
        {
            throw SchedulingException.Invalid(pointer + "/screening/questionnaire", "is not the code of a questionnaire of the clinic");
        }
    }

    private static void Validate(ProtocolDefinition definition, Func<string, string> pointer)
    {
        var errors = ProtocolValidation.Validate(definition);
        if (errors.Count > 0)
        {
            throw new SchedulingException(ProblemCodes.InvalidRequest, "The request is malformed: see errors.") { Errors = [.. errors.Select(e => new FieldError(pointer(e.Path), e.Message))] };
        }
    }
}
