import groovy.json.JsonOutput

process TRIM {
    exec:
    new File(params.out, "${task.process}.json").setText(JsonOutput.toJson(task.resourceLabels), 'UTF-8')
}
