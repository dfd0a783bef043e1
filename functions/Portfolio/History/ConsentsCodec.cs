namespace Campaigns.Portfolio.History;

/// <summary>Consents: how many, then each by its number in the map.</summary>
internal sealed class ConsentsCodec(PortfolioMap map)
{
    public void Write(BinaryWriter to, IReadOnlyList<PortfolioConsent> consents)
    {
        to.Write7BitEncodedInt(consents.Count);
        foreach (var consent in consents)
            to.Write7BitEncodedInt(IndexOf(consent));
    }

    public PortfolioConsent[] Read(BinaryReader from)
    {
        var consents = new PortfolioConsent[from.Read7BitEncodedInt()];
        for (var i = 0; i < consents.Length; i++)
            consents[i] = map.Customer.Consents[from.Read7BitEncodedInt()].Consent;
        return consents;
    }

    private int IndexOf(PortfolioConsent consent)
    {
        var index = 0;
        while (map.Customer.Consents[index].Consent != consent)
            index++;
        return index;
    }
}
