using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Screenings;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class QuestionnaireVersionMapping : IEntityTypeConfiguration<QuestionnaireVersion>
{
    public void Configure(EntityTypeBuilder<QuestionnaireVersion> builder)
    {
        builder.Property(x => x.Definition).StoredAsJson();
        builder.HasIndex(x => new { x.ClinicId, x.Code, x.Number }).IsUnique().HasDatabaseName("ux_questionnaire_versions_number");
    }
}
