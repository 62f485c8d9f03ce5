// Nextflow's own command line, again and again in one JVM, which takes seconds to start.
//
// A line of JSON in: {"arguments": ["config", ...]}, what a person would type after `nextflow`, or {"podLabels": {...}},
// labels as the k8s executor makes them fit. A line of JSON out: {"status": 0, "output": "..."}, or {"labels": {...}}.

import groovy.json.JsonOutput
import groovy.json.JsonSlurper
import nextflow.cli.Launcher
import nextflow.k8s.model.PodSpecBuilder
import nextflow.plugin.Plugins

def (answers, errors) = [System.out, System.err]

def nextflow = { List<String> arguments ->
    def printed = new ByteArrayOutputStream()
    def stream = new PrintStream(printed, true, 'UTF-8')
    System.setOut(stream)
    System.setErr(stream)
    try {
        def status = new Launcher().command(arguments as String[]).run()
        return [status: status, output: printed.toString('UTF-8')]
    }
    finally {
        Plugins.stop() // the next command sets them up again
        System.setOut(answers)
        System.setErr(errors)
    }
}

System.in.eachLine('UTF-8') { line ->
    def asked = new JsonSlurper().parseText(line)
    def answer = asked.arguments != null
        ? nextflow(asked.arguments)
        : [labels: new PodSpecBuilder().sanitize(asked.podLabels, PodSpecBuilder.MetaType.LABEL)]
    answers.println(JsonOutput.toJson(answer))
    answers.flush()
}
System.exit(0)
