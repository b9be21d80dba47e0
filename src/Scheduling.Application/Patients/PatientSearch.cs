using Microsoft.EntityFrameworkCore;
using Scheduling.Application.Lists;
using Scheduling.Application.Persistence;
using Scheduling.Domain.Patients;

namespace Scheduling.Application.Patients;

/// <summary>What a patient is looked for by; everything given must match.</summary>
/// <param name="Name">Beginnings of words of the given or family name, in any order; case, accents and apostrophes don't count.</param>
/// <param name="BirthDate">Date of birth.</param>
/// <param name="Phone">Phone, whole.</param>
/// <param name="ExternalSystem">System of <paramref name="ExternalValue"/>.</param>
/// <param name="ExternalValue">An id in another system, whole.</param>
public sealed record PatientQuestion(string? Name, DateOnly? BirthDate, string? Phone, string? ExternalSystem, string? ExternalValue);

/// <summary>Finds patients; everyone found is audited.</summary>
public sealed class PatientSearch(SchedulingDbContext db, AuditLog audit)
{
    /// <summary>Patients who match, by family name.</summary>
    public async Task<Page<Patient>> FindAsync(PatientQuestion question, PageRequest page, CancellationToken cancellationToken)
    {
        var patients = db.Patients.AsNoTracking().Include(p => p.ExternalIds).AsQueryable();
        if (question.Name is { } name)
        {
            // Compared as the database spells names for search, word by word; what LIKE would read as a pattern is taken literally.
            var words = (await db.Database.SqlQuery<string>($"select search_text({name}) as \"Value\"").ToListAsync(cancellationToken))[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var patterns = words.Select(w => "% " + w.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal) + "%").ToArray();
            patients = db.Patients.FromSql($"select * from patients where search_name like all ({patterns})").AsNoTracking().Include(p => p.ExternalIds);
        }

        if (question.BirthDate is { } birthDate)
        {
            patients = patients.Where(p => p.BirthDate == birthDate);
        }

        if (question.Phone is { } phone)
        {
            patients = patients.Where(p => p.Phone == phone);
        }

        if (question.ExternalValue is { } value)
        {
            patients = patients.Where(p => p.ExternalIds.Any(x => x.System == question.ExternalSystem && x.Value == value));
        }

        var found = await patients.ToPageAsync(p => p.FamilyName, p => p.Id, page, cancellationToken);
        foreach (var patient in found.Items)
        {
            audit.Read("patient", patient.Id, "search");
        }

        return found;
    }
}
