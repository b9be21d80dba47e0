namespace Scheduling.Domain.Devices;

/// <summary>What a device model is cleared for: capability x indication x age range (R3).</summary>
/// <param name="Capability">Capability such as <c>figure8</c>, <c>h1</c>.</param>
/// <param name="Indication">Indication code such as <c>mdd</c>.</param>
/// <param name="MinAge">Youngest age in completed years, inclusive; null for none.</param>
/// <param name="MaxAge">Oldest age in completed years, inclusive; null for none.</param>
/// <param name="Adjunct">True when cleared only beside another treatment.</param>
public sealed record Clearance(string Capability, string Indication, int? MinAge = null, int? MaxAge = null, bool Adjunct = false);
