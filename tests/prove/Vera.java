import java.io.FileInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Validates files against veraPDF's profile PDF/A-3B, read without JAXB so that any jar with veraPDF in it will do. */
public class Vera {
    private static final PDFAFlavour FLAVOUR = PDFAFlavour.PDFA_3_B;

    public static void main(String[] paths) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        ValidationProfile profile = profile();
        System.out.println(profile.getRules().size() + " rules");
        boolean all = true;
        for (String path : paths) {
            try (InputStream in = new FileInputStream(path);
                    PDFAParser parser = Foundries.defaultInstance().createParser(in, FLAVOUR)) {
                ValidationResult result = ValidatorFactory.createValidator(profile, true).validate(parser);
                all &= result.isCompliant();
                System.out.println(path + " compliant=" + result.isCompliant() + " checks=" + result.getTotalAssertions());
                for (TestAssertion said : result.getTestAssertions()) {
                    if (said.getStatus() == TestAssertion.Status.FAILED) {
                        System.out.println("  " + said.getRuleId().getClause() + " " + said.getMessage());
                    }
                }
            }
        }
        System.exit(all ? 0 : 1);
    }

    private static ValidationProfile profile() throws Exception {
        InputStream in = Vera.class.getResourceAsStream("/org/verapdf/pdfa/validation/PDFA-3B.xml");
        Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        Set<Rule> rules = new HashSet<>();
        for (Element rule : elements(document, "rule")) {
            Element id = (Element) rule.getElementsByTagName("id").item(0);
            int test = Integer.parseInt(id.getAttribute("testNumber"));
            Boolean deferred = rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null;
            rules.add(Profiles.ruleFromValues(
                    Profiles.ruleIdFromValues(PDFAFlavour.Specification.ISO_19005_3, id.getAttribute("clause"), test),
                    rule.getAttribute("object"), deferred, rule.getAttribute("tags"), text(rule, "description"),
                    text(rule, "test"), Profiles.errorFromValues(text(rule, "message"), new ArrayList<>()),
                    new ArrayList<>()));
        }
        Set<Variable> variables = new HashSet<>();
        for (Element variable : elements(document, "variable")) {
            variables.add(Profiles.variableFromValues(variable.getAttribute("name"), variable.getAttribute("object"),
                    text(variable, "defaultValue"), text(variable, "value")));
        }
        return Profiles.profileFromValues(FLAVOUR, Profiles.profileDetailsFromValues("3B", "", "", new Date()), "",
                rules, variables);
    }

    private static Iterable<Element> elements(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        ArrayList<Element> all = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            all.add((Element) found.item(i));
        }
        return all;
    }

    private static String text(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }
}
