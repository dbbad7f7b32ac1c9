using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Grains.Online;

/// <summary>What the server says to everybody by itself, section <c>Announcements</c>.</summary>
public sealed class AnnouncementOptions : IValidatableObject
{
    /// <summary>How often; zero for never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "24.00:00:00")]
    public TimeSpan Every { get; set; }

    /// <summary>What; a text as a message's.</summary>
    public string? Text { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Every > TimeSpan.Zero && Fault() is { } fault) yield return new ValidationResult(fault, [nameof(Text)]);
    }

    private string? Fault()
    {
        try
        {
            TextRules.CheckText(Text);
            return null;
        }
        catch (ChatException e)
        {
            return e.Info.Sentence;
        }
    }
}
