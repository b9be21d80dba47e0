using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scheduling.Domain.Messages;

namespace Scheduling.Application.Persistence.Mappings;

internal sealed class MessageTextMapping : IEntityTypeConfiguration<MessageText>
{
    public void Configure(EntityTypeBuilder<MessageText> builder) =>
        builder.HasIndex(x => new { x.ClinicId, x.Kind, x.Channel, x.Language }).IsUnique().HasDatabaseName("ux_message_texts_kind");
}
