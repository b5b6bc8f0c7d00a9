namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>22 classic tables of the UCI repository; names and targets are those of the <c>.names</c> files.</summary>
    /// <remarks>UCI Machine Learning Repository and OpenML, as collected at jbrownlee/Datasets.</remarks>
    public static KnownDataSet TabularUci { get; } = Add(new("tabular-uci", DataForm.Table, "22 classic UCI tables")
    {
        Publisher = "https://archive.ics.uci.edu",
        MemberList =
        [
            TableMember.Of("abalone", "rings", 4177, 0, "sex length diameter height whole_weight shucked_weight viscera_weight shell_weight rings"),
            TableMember.Of("auto_imports", "price", 201, 0, "symboling normalized_losses make fuel_type aspiration num_doors body_style drive_wheels "
                + "engine_location wheel_base length width height curb_weight engine_type num_cylinders engine_size fuel_system "
                + "bore stroke compression_ratio horsepower peak_rpm city_mpg highway_mpg price"),
            TableMember.Of("banknote_authentication", "class", 1372, 2, "variance skewness curtosis entropy class"),
            TableMember.Of("breast-cancer-wisconsin", "class", 699, 2,
                "clump_thickness cell_size cell_shape adhesion epithelial_size bare_nuclei chromatin nucleoli mitoses class"),
            TableMember.Of("breast-cancer", "class", 286, 2,
                "age menopause tumor_size inv_nodes node_caps malignancy breast quadrant irradiated class", quote: '\''),
            TableMember.Of("ecoli", "class", 336, 8, "mcg gvh lip chg aac alm1 alm2 class"),
            TableMember.Of("german", "class", 1000, 2,
                "checking duration history purpose amount savings employment installment_rate personal_status debtors "
                + "residence property age other_plans housing credits job liable telephone foreign class"),
            TableMember.Of("glass", "type", 214, 6, "ri na mg al si k ca ba fe type"),
            TableMember.Of("haberman", "survival", 306, 2, "age year nodes survival"),
            // Columns 23 to 27 are alternative targets and would give the answer away; 28 is void by its description.
            TableMember.Of("horse-colic", "surgical_lesion", 300, 2,
                "surgery age hospital_number rectal_temperature pulse respiratory_rate extremities "
                + "peripheral_pulse mucous_membranes capillary_refill pain peristalsis distension nasogastric_tube nasogastric_reflux "
                + "reflux_ph feces abdomen packed_cells total_protein abdomen_fluid fluid_protein outcome "
                + "surgical_lesion lesion1 lesion2 lesion3 pathology",
                "hospital_number outcome lesion1 lesion2 lesion3 pathology"),
            TableMember.Of("ionosphere", "class", 351, 2, "pulse*34 class"),
            TableMember.Of("iris", "species", 150, 3, "sepal_length sepal_width petal_length petal_width species"),
            TableMember.Of("mammography", "class", 11183, 2, "x*6 class", quote: '\''),
            TableMember.Of("new-thyroid", "class", 215, 3, "t3_resin thyroxin triiodothyronine tsh tsh_difference class"),
            TableMember.Of("oil-spill", "class", 937, 2, "patch x*48 class", "patch"),
            TableMember.Of("phoneme", "class", 5404, 2, "harmonic*5 class"),
            TableMember.Of("pima-indians-diabetes", "class", 768, 2, "pregnancies glucose pressure triceps insulin bmi pedigree age class"),
            TableMember.Of("sonar", "class", 208, 2, "band*60 class"),
            TableMember.Of("wheat-seeds", "class", 210, 3, "area perimeter compactness length width asymmetry groove class"),
            TableMember.Of("wine", "class", 178, 3,
                "alcohol malic_acid ash alcalinity magnesium phenols flavanoids nonflavanoid_phenols proanthocyanins color "
                + "hue od280_od315 proline class"),
            TableMember.Of("winequality-red", "quality", 1599, 0, WineColumns), TableMember.Of("winequality-white", "quality", 4898, 0, WineColumns),
        ],
    });

    private const string WineColumns = "fixed_acidity volatile_acidity citric_acid residual_sugar chlorides free_sulfur_dioxide "
        + "total_sulfur_dioxide density ph sulphates alcohol quality";
}
