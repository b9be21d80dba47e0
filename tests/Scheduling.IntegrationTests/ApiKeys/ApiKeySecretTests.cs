using Scheduling.Application.ApiKeys;

namespace Scheduling.IntegrationTests.ApiKeys;

public sealed class ApiKeySecretTests
{
    [Fact]
    public void Create_HasTheShape_AndIsNeverTheSame()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => ApiKeySecret.Create("live").Text).ToList();
        Assert.All(keys, k => Assert.Matches("^sch_live_[0-9A-Za-z]{49}$", k));
        Assert.Equal(1000, keys.Distinct().Count());
        Assert.All(keys, k => Assert.Equal(k, ApiKeySecret.TryParse(k)?.Text));
    }

    [Fact]
    public void TryParse_AnyOneCharacterOff_IsNoKey()
    {
        var key = ApiKeySecret.Create("test").Text;
        for (var i = 0; i < key.Length; i++)
        {
            var typo = key[..i] + (key[i] == 'x' ? 'y' : 'x') + key[(i + 1)..];
            Assert.Null(ApiKeySecret.TryParse(typo));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("LIVE")]
    [InlineData("far_too_long_an_environment")]
    public void Create_OtherEnvironment_Throws(string environment) => Assert.Throws<ArgumentException>(() => ApiKeySecret.Create(environment));

    [Fact]
    public void ToString_DoesNotShowTheKey()
    {
        var key = ApiKeySecret.Create("test");
        Assert.Equal(key.Prefix + "...", key.ToString());
        Assert.InRange(key.Prefix.Length, 10, 14);
    }
}
