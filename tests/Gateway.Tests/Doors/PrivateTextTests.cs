using OrleansChat.Gateway.Doors;

namespace OrleansChat.Gateway.Tests.Doors;

public sealed class PrivateTextTests
{
    [Theory]
    [InlineData("@bob the text", "bob", "the text")]
    [InlineData("@bob   two  spaces ", "bob", "two  spaces ")]
    [InlineData("@bob\tthe text", "bob", "the text")]
    [InlineData("@\"ann lee\" the text", "ann lee", "the text")]
    [InlineData("/msg bob the text", "bob", "the text")]
    [InlineData("/MSG \"ann lee\" the text", "ann lee", "the text")]
    public void A_private_message_names_its_receiver(string said, string name, string text)
    {
        Assert.True(PrivateText.TryParse(said, out var to, out var message));
        Assert.Equal((name, text), (to, message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("bob the text")]
    [InlineData("@")]
    [InlineData("@bob")]
    [InlineData("@bob ")]
    [InlineData("@ bob the text")]
    [InlineData("@\"ann lee the text")]
    [InlineData("@\"\" the text")]
    [InlineData("/msgs bob the text")]
    [InlineData("say /msg bob the text")]
    public void What_names_nobody_or_says_nothing_is_no_private_message(string said) =>
        Assert.False(PrivateText.TryParse(said, out _, out _));

    [Theory]
    [InlineData("/msg ")]
    [InlineData("/msg bob")]
    [InlineData("/msg bob ")]
    [InlineData("/msg \"ann lee the text")]
    public void A_command_that_says_nothing_to_nobody_is_refused_and_not_said_to_all(string said) =>
        Assert.Equal(ErrorCode.BadArguments, Assert.Throws<ChatException>(() => PrivateText.TryParse(said, out _, out _)).Code);
}
