using System.Security.Cryptography;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value of at least <see cref="MinLength"/> characters from the enabled kinds.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    // Without I, l, O, 0 and 1's look-alikes nobody misreads a password; the specials need no quoting in URLs, shells or connection strings.
    private const string LowerSet = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperSet = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string NumericSet = "0123456789";
    private const string SpecialSet = "-_.{}~()*+!";

    public int MinLength { get; set; } = 22;

    public bool Lower { get; set; } = true;

    public bool Upper { get; set; } = true;

    public bool Numeric { get; set; } = true;

    public bool Special { get; set; } = true;

    public int MinLower { get; set; }

    public int MinUpper { get; set; }

    public int MinNumeric { get; set; }

    public int MinSpecial { get; set; }

    public override string GetDefaultValue()
    {
        (string Set, bool Enabled, int Fewest)[] kinds =
            [(LowerSet, Lower, MinLower), (UpperSet, Upper, MinUpper), (NumericSet, Numeric, MinNumeric), (SpecialSet, Special, MinSpecial)];
        var text = new StringBuilder();
        var all = new StringBuilder();
        foreach ((string set, bool enabled, int fewest) in kinds)
        {
            if (!enabled && fewest > 0)
            {
                throw new InvalidOperationException("A kind of character that is switched off cannot be required.");
            }

            if (enabled)
            {
                text.Append(RandomNumberGenerator.GetString(set, fewest));
                all.Append(set);
            }
        }

        if (all.Length == 0)
        {
            throw new InvalidOperationException("At least one kind of character must be switched on.");
        }

        text.Append(RandomNumberGenerator.GetString(all.ToString(), Math.Max(0, MinLength - text.Length)));
        char[] shuffled = text.ToString().ToCharArray();
        RandomNumberGenerator.Shuffle(shuffled.AsSpan());
        return new string(shuffled);
    }
}
