namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Was a Higgs boson made in a simulated collision? 21 measured and 7 derived quantities; a small sample with a test part.</summary>
    /// <remarks>Baldi, Sadowski and Whiteson 2014 (arXiv:1402.4735); the sample is that of LightGBM's examples.</remarks>
    public static KnownDataSet Higgs7k { get; } = Add(new("higgs-7k", DataForm.Table, "HIGGS, sample of 7,500 rows")
    {
        Publisher = "https://archive.ics.uci.edu/dataset/280/higgs",
        Expected = new() { ["rows"] = 7000, ["test rows"] = 500, ["classes"] = 2, ["features"] = 28 },
        Load = (folder, options) =>
            Sniffer.Tables(folder, folder.Require("binary.train"), folder.Require("binary.test"), TableMember.Options(options, "signal", 2,
            "signal lepton_pt lepton_eta lepton_phi missing_energy missing_energy_phi jet1_pt jet1_eta jet1_phi jet1_btag "
            + "jet2_pt jet2_eta jet2_phi jet2_btag jet3_pt jet3_eta jet3_phi jet3_btag jet4_pt jet4_eta jet4_phi jet4_btag "
            + "m_jj m_jjj m_lv m_jlv m_bb m_wbb m_wwbb")),
    });
}
