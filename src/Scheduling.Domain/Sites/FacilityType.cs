namespace Scheduling.Domain.Sites;

/// <summary>What a site is to the authority that adverse events of devices are reported to (R16). Stored and sent in snake_case.</summary>
public enum FacilityType
{
    /// <summary>A hospital, an outpatient treatment or diagnostic facility: reports within 10 work days.</summary>
    DeviceUserFacility,

    /// <summary>A physician's office: exempt.</summary>
    PhysicianOffice,
}
