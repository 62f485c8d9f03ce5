// Kestra's own reading, checking and rendering, again and again in one JVM, which takes seconds to start.
//
// A line of JSON in: {"flow": "..."}, a whole flow as YAML, or {"render": "...", "variables": {...}}, a text with
// expressions. A line of JSON out: {"problems": [...], "labels": [[key, value], ...], "tasks": [...], "triggers": [...]},
// or {"text": "..."}.

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kestra.core.models.Label;
import io.kestra.core.models.flows.Flow;
import io.kestra.core.models.validations.ModelValidator;
import io.kestra.core.runners.VariableRenderer;
import io.kestra.core.serializers.JacksonMapper;
import io.kestra.core.serializers.YamlParser;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.DefaultApplicationContext;
import io.micronaut.inject.BeanDefinitionReference;
import jakarta.validation.ConstraintViolationException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

public class Judge {
    private static final ObjectMapper JSON = JacksonMapper.ofJson();

    /** A Kestra that only thinks: it has no worker, and nobody to whom it would report that it lives. */
    private static class Thinking extends DefaultApplicationContext {
        Thinking() {
            super(new String[] {"test"});
        }

        @Override
        protected List<BeanDefinitionReference> resolveBeanDefinitionReferences() {
            return super.resolveBeanDefinitionReferences().stream().filter(Thinking::isNeeded).toList();
        }

        private static boolean isNeeded(BeanDefinitionReference bean) {
            String name = bean.getBeanDefinitionName();
            return !name.contains("WorkerInfo") && !name.contains("ServiceLiveness");
        }
    }

    @SuppressWarnings("unchecked") // variables are whatever a flow may see
    public static void main(String[] arguments) throws Exception {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // what is logged is no answer
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        System.setProperty("kestra.anonymous-usage-report.enabled", "false");
        try (ApplicationContext context = new Thinking().start()) {
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                Map<?, ?> asked = JSON.readValue(line, Map.class);
                Object answer = asked.containsKey("flow")
                    ? judged(context, (String) asked.get("flow"))
                    : rendered(context, (String) asked.get("render"), (Map<String, Object>) asked.get("variables"));
                answers.println(JSON.writeValueAsString(answer));
            }
        } finally {
            Runtime.getRuntime().halt(0); // its threads would wait for work
        }
    }

    private static Map<String, Object> judged(ApplicationContext context, String yaml) {
        try {
            Flow flow = YamlParser.parse(yaml, Flow.class);
            List<String> problems = context.getBean(ModelValidator.class).isValid(flow)
                .map(error -> List.of(error.getMessage()))
                .orElse(List.of());
            if (!problems.isEmpty()) {
                return Map.of("problems", problems);
            }
            List<Label> labels = flow.getLabels() == null ? List.of() : flow.getLabels();
            return Map.of(
                "problems", problems,
                "labels", labels.stream().map(label -> List.of(label.key(), label.value())).toList(),
                "tasks", JSON.convertValue(flow.getTasks(), List.class),
                "triggers", flow.getTriggers() == null ? List.of() : JSON.convertValue(flow.getTriggers(), List.class)
            );
        } catch (ConstraintViolationException | IllegalArgumentException error) {
            return Map.of("problems", List.of(String.valueOf(error.getMessage())));
        }
    }

    private static Map<String, Object> rendered(ApplicationContext context, String text, Map<String, Object> variables)
        throws Exception {
        return Map.of("text", context.getBean(VariableRenderer.class).render(text, variables));
    }
}
