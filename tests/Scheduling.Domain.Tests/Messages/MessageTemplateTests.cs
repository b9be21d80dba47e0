using Scheduling.Domain.Messages;

namespace Scheduling.Domain.Tests.Messages;

/// <summary>The small language of templates.</summary>
public sealed class MessageTemplateTests
{
    private static readonly string[] Known = ["first_name", "time"];

    [Fact]
    public void Fill_PutsValuesIn_AndReadsNoneAgain()
    {
        var template = MessageTemplate.Read("Hi {first_name}, {time} {{sic}} {first_name}", Known, out var errors);

        Assert.Empty(errors);
        Assert.Equal(["first_name", "time"], template!.Fields);
        Assert.Equal("Hi {time}, 9:00 {sic} {time}", template.Fill(new Dictionary<string, string> { ["first_name"] = "{time}", ["time"] = "9:00" }));
    }

    [Theory]
    [InlineData("Hi {diagnosis}", "position 4: '{diagnosis}' is not one of first_name, time")]
    [InlineData("Hi {", "position 4: a '{' that belongs to no place; write it twice for the character itself")]
    [InlineData("Hi } you", "position 4: a '}' that belongs to no place; write it twice for the character itself")]
    [InlineData("{First_Name}", "position 1: '{First_Name}' is not one of first_name, time")]
    [InlineData("{}", "position 1: '{}' is not one of first_name, time")]
    public void Read_WhatCantBeFilled_SaysWhere(string source, string error)
    {
        Assert.Null(MessageTemplate.Read(source, Known, out var errors));
        Assert.Equal([error], errors);
    }
}
