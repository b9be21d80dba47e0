using System.Text;
using Scheduling.Application.Import;

namespace Scheduling.IntegrationTests.Import;

public sealed class ImportDocumentTests
{
    [Theory]
    [InlineData("""{"format":1,"clinic":{"slug":"a","name":"A"},"colour":"blue"}""", 1, "/colour", "'colour' is not a member of this format")]
    [InlineData("{\n\"format\":1,\n\"clinic\":{\"slug\":\"a\",\n\"name\":7}}", 4, "/clinic/name", "must be a string")]
    [InlineData("{\n\"format\":2,\"clinic\":{\"slug\":\"a\",\"name\":\"A\"}}", 2, "/format", "must be 1")]
    [InlineData("{\"format\":1,\"clinic\":{\"slug\":\"a\",\"name\":\"A\"},\n\"holidays\":[{\"key\":\"h\",\"name\":\"H\",\"date\":\"2026-01-01\"},\n{\"key\":\"i\",\"name\":\"I\",\"date\":\"2026-02-30\"}]}", 3, "/holidays/1/date", "must be a date")]
    [InlineData("{\"format\":1,\n\"clinic\":{\"slug\":\"a\"}}", 2, "/clinic", "name")]
    [InlineData("{\"format\":1,\n\"clinic\":{\"slug\":\"a\",\"name\":\"A\\u0000\"}}", 2, "/clinic/name", "U+0000")]
    [InlineData("{\"format\":1,\n\"clinic\":{\"slug\":\"a\",\"name\":\"A\"},\n\"patients\":[{\"key\":\"p\",\"givenName\":\"G\",\"familyName\":\"F\",\"birthDate\":\"1990-01-01\",\n\"externalIds\":{\"a/b\":5}}]}", 4, "/patients/0/externalIds/a~1b", "must be a string")]
    public void Read_AWrongMember_NamesItsPointerAndLine(string text, int line, string pointer, string message)
    {
        var error = Assert.Single(Refused(text).Errors);

        Assert.Equal((line, pointer), (error.Line, error.Pointer));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n\"format\":1,\n oops}", 3)]
    [InlineData("", 1)]
    public void Read_NoJson_NamesTheLine(string text, int line) => Assert.Equal(line, Assert.Single(Refused(text).Errors).Line);

    [Fact]
    public void Read_AMemberGivenTwice_IsRefused() => Assert.Single(Refused("""{"format":1,"format":1,"clinic":{"slug":"a","name":"A"}}""").Errors);

    [Fact]
    public void Read_AnyUnicode_IsKept()
    {
        var document = ImportDocument.Read("x.json", Encoding.UTF8.GetBytes("""{"format":1,"clinic":{"slug":"a","name":"Zoë 诊所 🧠\u202e"}}"""));

        Assert.Equal("Zoë 诊所 🧠\u202e", document.File.Clinic.Name);
    }

    [Fact]
    public void Message_OfAnError_StartsWithFileAndLine()
    {
        var refused = Refused("{\n\"format\":2,\"clinic\":{\"slug\":\"a\",\"name\":\"A\"}}");

        Assert.Equal("x.json:2: /format: must be 1", refused.Message);
    }

    private static ImportException Refused(string text) => Assert.Throws<ImportException>(() => ImportDocument.Read("x.json", Encoding.UTF8.GetBytes(text)));
}
