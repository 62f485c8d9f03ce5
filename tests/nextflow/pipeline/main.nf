// Each task writes down the labels that Nextflow would hand to its executor, as NAME.json in params.out.
// CUT is another name of TRIM; INNER:SCAN is a process of a subworkflow; OWN sets labels in its own body.
import groovy.json.JsonOutput

include { TRIM; TRIM as CUT } from './trim.nf'

process ALIGN {
    label 'big'
    exec:
    new File(params.out, "${task.process}.json").setText(JsonOutput.toJson(task.resourceLabels), 'UTF-8')
}

process SORT {
    label 'big'
    label 'long'
    exec:
    new File(params.out, "${task.process}.json").setText(JsonOutput.toJson(task.resourceLabels), 'UTF-8')
}

process SCAN {
    label 'long'
    exec:
    new File(params.out, "${task.process}.json").setText(JsonOutput.toJson(task.resourceLabels), 'UTF-8')
}

process OWN {
    resourceLabels([own: 'body', team: 'body'])
    exec:
    new File(params.out, "${task.process}.json").setText(JsonOutput.toJson(task.resourceLabels), 'UTF-8')
}

workflow INNER {
    SCAN()
}

workflow {
    ALIGN()
    SORT()
    OWN()
    TRIM()
    CUT()
    INNER()
}
