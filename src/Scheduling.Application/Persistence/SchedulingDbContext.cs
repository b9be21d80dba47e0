using Microsoft.EntityFrameworkCore;
using Scheduling.Domain;
using Scheduling.Domain.Admissions;
using Scheduling.Domain.Appointments;
using Scheduling.Domain.Authorizations;
using Scheduling.Domain.Calendars;
using Scheduling.Domain.Clinics;
using Scheduling.Domain.Courses;
using Scheduling.Domain.Devices;
using Scheduling.Domain.Intakes;
using Scheduling.Domain.Messages;
using Scheduling.Domain.Outcomes;
using Scheduling.Domain.Patients;
using Scheduling.Domain.Protocols;
using Scheduling.Domain.Records;
using Scheduling.Domain.Repairs;
using Scheduling.Domain.Resources;
using Scheduling.Domain.Screenings;
using Scheduling.Domain.Sites;
using Scheduling.Domain.Staffing;
using Scheduling.Domain.Tasks;
using Scheduling.Domain.Waitlist;

namespace Scheduling.Application.Persistence;

/// <summary>
/// The tables of the service. Row-level security narrows every query to the clinic of the transaction, so no query filters by clinic.
/// Allocations are not mapped: they are taken and released by set-based SQL in <see cref="Allocations"/>.
/// </summary>
public sealed class SchedulingDbContext : DbContext
{
    private readonly List<Action<RoundTrip>> withSave = [];

    /// <summary>A context of one transaction.</summary>
    public SchedulingDbContext(DbContextOptions<SchedulingDbContext> options)
        : base(options) =>
        // What fails is rolled back whole, or to a savepoint of our own.
        Database.AutoSavepointsEnabled = false;

    public DbSet<Clinic> Clinics => Set<Clinic>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<Resource> Resources => Set<Resource>();
    public DbSet<Site> Sites => Set<Site>();
    public DbSet<Room> Rooms => Set<Room>();
    public DbSet<Holiday> Holidays => Set<Holiday>();
    public DbSet<Closure> Closures => Set<Closure>();
    public DbSet<DeviceModel> DeviceModels => Set<DeviceModel>();
    public DbSet<Device> Devices => Set<Device>();
    public DbSet<StaffMember> Staff => Set<StaffMember>();
    public DbSet<Patient> Patients => Set<Patient>();
    public DbSet<PatientExternalId> PatientExternalIds => Set<PatientExternalId>();
    public DbSet<Protocol> Protocols => Set<Protocol>();
    public DbSet<ProtocolVersion> ProtocolVersions => Set<ProtocolVersion>();

    /// <summary>The versions that courses are made on, without those of one course alone.</summary>
    public IQueryable<ProtocolVersion> PublishedVersions => ProtocolVersions.Where(v => v.CourseId == null);

    public DbSet<Course> Courses => Set<Course>();
    public DbSet<Intake> Intakes => Set<Intake>();
    public DbSet<StoredPlan> Plans => Set<StoredPlan>();
    public DbSet<Hold> Holds => Set<Hold>();
    public DbSet<Admission> Admissions => Set<Admission>();
    public DbSet<Repair> Repairs => Set<Repair>();
    public DbSet<StaffTask> Tasks => Set<StaffTask>();
    public DbSet<WaitlistEntry> WaitlistEntries => Set<WaitlistEntry>();
    public DbSet<WaitlistOffer> WaitlistOffers => Set<WaitlistOffer>();
    public DbSet<FreedPlace> FreedPlaces => Set<FreedPlace>();
    public DbSet<QuestionnaireVersion> QuestionnaireVersions => Set<QuestionnaireVersion>();
    public DbSet<Screening> Screenings => Set<Screening>();
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<TreatmentRecord> TreatmentRecords => Set<TreatmentRecord>();
    public DbSet<MotorThreshold> MotorThresholds => Set<MotorThreshold>();
    public DbSet<AdverseEvent> AdverseEvents => Set<AdverseEvent>();
    public DbSet<Assessment> Assessments => Set<Assessment>();
    public DbSet<DayChecklist> DayChecklists => Set<DayChecklist>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<TimeRequest> TimeRequests => Set<TimeRequest>();
    public DbSet<CalendarFeed> CalendarFeeds => Set<CalendarFeed>();
    public DbSet<PatientLink> PatientLinks => Set<PatientLink>();
    public DbSet<MessageConsent> MessageConsents => Set<MessageConsent>();
    public DbSet<MessageText> MessageTexts => Set<MessageText>();
    public DbSet<MessagingTerms> MessagingTerms => Set<MessagingTerms>();
    public DbSet<PatientMessaging> PatientMessaging => Set<PatientMessaging>();
    public DbSet<InboundMessage> InboundMessages => Set<InboundMessage>();
    public DbSet<InboxEntry> InboxEntries => Set<InboxEntry>();
    public DbSet<Appointment> Appointments => Set<Appointment>();
    public DbSet<AppointmentStaff> AppointmentStaff => Set<AppointmentStaff>();
    public DbSet<AppointmentChange> AppointmentChanges => Set<AppointmentChange>();
    public DbSet<Payer> Payers => Set<Payer>();
    public DbSet<Authorization> Authorizations => Set<Authorization>();
    public DbSet<AuthorizationLine> AuthorizationLines => Set<AuthorizationLine>();
    public DbSet<UnitEntry> UnitEntries => Set<UnitEntry>();
    public DbSet<UnitClaim> UnitClaims => Set<UnitClaim>();
    public DbSet<ImportKey> ImportKeys => Set<ImportKey>();
    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<EventEntry> Events => Set<EventEntry>();

    /// <summary>The instant of the transaction, stamped on versioned rows; set by <see cref="ClinicTransaction"/>.</summary>
    public DateTimeOffset Now { get; internal set; }

    /// <summary>The clinic of the transaction, stamped on added rows; set by <see cref="ClinicTransaction"/>.</summary>
    public Guid ClinicId { get; internal set; }

    /// <summary>Adds statements to the round trip that the next SaveChanges writes visits in.</summary>
    internal void WriteWithSave(Action<RoundTrip> add) => withSave.Add(add);

    /// <inheritdoc/>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        Stamp();
        // Once, after the stamps: every later look at the entries would look again at every value of every visit.
        ChangeTracker.DetectChanges();
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            if (Database.CurrentTransaction is null)
            {
                return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
            }

            var inserts = SetBasedInserts.TakeFrom(this, [.. withSave]);
            withSave.Clear();
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken) + await inserts.WriteAsync(cancellationToken);
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw new NotSupportedException("Use SaveChangesAsync.");

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var type in typeof(ClinicEntity).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(ClinicEntity))))
        {
            var entity = modelBuilder.Entity(type);
            entity.HasKey(nameof(ClinicEntity.ClinicId), nameof(ClinicEntity.Id));
            entity.Property(nameof(ClinicEntity.Id)).ValueGeneratedNever();
            if (type.IsAssignableTo(typeof(VersionedEntity)))
            {
                entity.Property(nameof(VersionedEntity.Version)).IsConcurrencyToken();
            }
        }

        modelBuilder.ApplyConfigurationsFromAssembly(typeof(SchedulingDbContext).Assembly);
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Conventions.Add(_ => new SnakeCaseNaming());
        configurationBuilder.Properties<DateTimeOffset>().HaveColumnType("timestamptz").HaveConversion<UtcInstantConverter>();
        configurationBuilder.Properties<ResourceKind>().HaveConversion<EnumWordConverter<ResourceKind>>();
        configurationBuilder.Properties<StaffRole>().HaveConversion<EnumWordConverter<StaffRole>>();
        configurationBuilder.Properties<CourseState>().HaveConversion<EnumWordConverter<CourseState>>();
        configurationBuilder.Properties<HoldCause>().HaveConversion<EnumWordConverter<HoldCause>>();
        configurationBuilder.Properties<IntakeState>().HaveConversion<EnumWordConverter<IntakeState>>();
        configurationBuilder.Properties<AdmissionState>().HaveConversion<EnumWordConverter<AdmissionState>>();
        configurationBuilder.Properties<RepairStatus>().HaveConversion<EnumWordConverter<RepairStatus>>();
        configurationBuilder.Properties<TaskKind>().HaveConversion<EnumWordConverter<TaskKind>>();
        configurationBuilder.Properties<TaskRole>().HaveConversion<EnumWordConverter<TaskRole>>();
        configurationBuilder.Properties<TaskState>().HaveConversion<EnumWordConverter<TaskState>>();
        configurationBuilder.Properties<ConsentKind>().HaveConversion<EnumWordConverter<ConsentKind>>();
        configurationBuilder.Properties<FacilityType>().HaveConversion<EnumWordConverter<FacilityType>>();
        configurationBuilder.Properties<ThresholdReason>().HaveConversion<EnumWordConverter<ThresholdReason>>();
        configurationBuilder.Properties<ConsentGiver>().HaveConversion<EnumWordConverter<ConsentGiver>>();
        configurationBuilder.Properties<WaitlistWish>().HaveConversion<EnumWordConverter<WaitlistWish>>();
        configurationBuilder.Properties<WaitlistState>().HaveConversion<EnumWordConverter<WaitlistState>>();
        configurationBuilder.Properties<OfferState>().HaveConversion<EnumWordConverter<OfferState>>();
        configurationBuilder.Properties<FreedPlaceState>().HaveConversion<EnumWordConverter<FreedPlaceState>>();
        configurationBuilder.Properties<MessageKind>().HaveConversion<EnumWordConverter<MessageKind>>();
        configurationBuilder.Properties<MessageChannel>().HaveConversion<EnumWordConverter<MessageChannel>>();
        configurationBuilder.Properties<LinkPurpose>().HaveConversion<EnumWordConverter<LinkPurpose>>();
        configurationBuilder.Properties<TimeRequestState>().HaveConversion<EnumWordConverter<TimeRequestState>>();
        configurationBuilder.Properties<MessageState>().HaveConversion<EnumWordConverter<MessageState>>();
        configurationBuilder.Properties<InboundKind>().HaveConversion<EnumWordConverter<InboundKind>>();
        configurationBuilder.Properties<InboxKind>().HaveConversion<EnumWordConverter<InboxKind>>();
        configurationBuilder.Properties<InboxState>().HaveConversion<EnumWordConverter<InboxState>>();
        configurationBuilder.Properties<HoldState>().HaveConversion<EnumWordConverter<HoldState>>();
        configurationBuilder.Properties<AppointmentState>().HaveConversion<EnumWordConverter<AppointmentState>>();
        configurationBuilder.Properties<Commitment>().HaveConversion<EnumWordConverter<Commitment>>();
        configurationBuilder.Properties<AuthorizationState>().HaveConversion<EnumWordConverter<AuthorizationState>>();
        configurationBuilder.Properties<UnitBasis>().HaveConversion<EnumWordConverter<UnitBasis>>();
        configurationBuilder.Properties<UnitState>().HaveConversion<EnumWordConverter<UnitState>>();
        configurationBuilder.Properties<UnitEntryKind>().HaveConversion<EnumWordConverter<UnitEntryKind>>();
        configurationBuilder.Properties<PolicyLevel>().HaveConversion<EnumWordConverter<PolicyLevel>>();
        configurationBuilder.Properties<ExpiryAction>().HaveConversion<EnumWordConverter<ExpiryAction>>();
        configurationBuilder.Properties<DayOfWeek>().HaveConversion<EnumWordConverter<DayOfWeek>>();
    }

    private void Stamp()
    {
        foreach (var entry in ChangeTracker.Entries())
        {
            if (entry.State == EntityState.Added && entry.Entity is ClinicEntity { } added)
            {
                added.ClinicId = added.ClinicId == Guid.Empty ? ClinicId : added.ClinicId;
                added.Id = added.Id == Guid.Empty ? Guid.CreateVersion7(Now) : added.Id;
            }

            if (entry.Entity is not VersionedEntity versioned)
            {
                continue;
            }

            if (entry.State == EntityState.Added)
            {
                (versioned.CreatedAt, versioned.UpdatedAt) = (Now, Now);
            }
            else if (entry.State == EntityState.Modified)
            {
                var version = entry.Property(nameof(VersionedEntity.Version));
                version.CurrentValue = (int)version.OriginalValue! + 1;
                entry.Property(nameof(VersionedEntity.UpdatedAt)).CurrentValue = Now;
            }
        }
    }
}
