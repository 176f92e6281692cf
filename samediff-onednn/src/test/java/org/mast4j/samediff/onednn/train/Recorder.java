package org.mast4j.samediff.onednn.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.ListenerResponse;
import org.nd4j.autodiff.listeners.ListenerVariables;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.listeners.records.LossCurve;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Writes down each call, with numbers rounded to 4 digits; stops training where it is told to. */
final class Recorder extends BaseListener {
  final List<String> calls = new ArrayList<>();

  /** Of activations and updates, whose order isn't promised. */
  final List<String> arrays = new ArrayList<>();

  private final String name;
  private final int epochs;
  private final int validations;

  /**
   * @param epochs after which it stops
   * @param validations after which it stops
   */
  Recorder(String name, int epochs, int validations) {
    this.name = name;
    this.epochs = epochs;
    this.validations = validations;
  }

  Recorder(String name) {
    this(name, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  private void call(String what, SameDiff sd, At at, Object... more) {
    String graph = sd.getFunction("grad") == null ? "gradients" : "graph";
    calls.add("%s %s %s %s %s".formatted(name, what, graph, place(at), List.of(more)));
  }

  private static String place(At at) {
    return at == null
        ? ""
        : at.operation() + " epoch " + at.epoch() + " iteration " + at.iteration();
  }

  private static String rounded(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  private static List<String> rounded(double[] values) {
    return Arrays.stream(values).mapToObj(Recorder::rounded).toList();
  }

  private long count(String what) {
    return calls.stream().filter(call -> call.startsWith(name + " " + what + " ")).count();
  }

  @Override
  public boolean isActive(Operation operation) {
    return operation.isTrainingPhase();
  }

  @Override
  public ListenerVariables requiredVariables(SameDiff sd) {
    return ListenerVariables.builder()
        .trainingVariables("output")
        .validationVariables("output")
        .build();
  }

  @Override
  public void epochStart(SameDiff sd, At at) {
    call("epochStart", sd, at);
  }

  @Override
  public ListenerResponse epochEnd(SameDiff sd, At at, LossCurve curve, long millis) {
    call("epochEnd", sd, at, curve.getLossNames(), rounded(curve.lastMeanLoss().getLosses()));
    return count("epochEnd") >= epochs ? ListenerResponse.STOP : ListenerResponse.CONTINUE;
  }

  @Override
  public ListenerResponse validationDone(SameDiff sd, At at, long millis) {
    call("validationDone", sd, at);
    return count("validationDone") >= validations
        ? ListenerResponse.STOP
        : ListenerResponse.CONTINUE;
  }

  @Override
  public void iterationStart(SameDiff sd, At at, MultiDataSet data, long etlMs) {
    call("iterationStart", sd, at, rounded(data.getFeatures(0).sumNumber().doubleValue()));
  }

  @Override
  public void iterationDone(SameDiff sd, At at, MultiDataSet data, Loss loss) {
    call(
        "iterationDone",
        sd,
        at,
        rounded(data.getFeatures(0).sumNumber().doubleValue()),
        loss == null ? "none" : loss.getLossNames() + " " + rounded(loss.getLosses()));
  }

  @Override
  public void operationStart(SameDiff sd, Operation op) {
    call("operationStart", sd, null, op);
  }

  @Override
  public void operationEnd(SameDiff sd, Operation op) {
    call("operationEnd", sd, null, op);
  }

  @Override
  public void activationAvailable(
      SameDiff sd, At at, MultiDataSet batch, SameDiffOp op, String variable, INDArray array) {
    if (variable.equals("output")) {
      arrays.add("%s %s of %s: %s".formatted(place(at), variable, op.getName(), norm(array)));
    }
  }

  @Override
  public void preUpdate(SameDiff sd, At at, Variable v, INDArray update) {
    arrays.add("%s update of %s: %s".formatted(place(at), v.getName(), norm(update)));
  }

  private static String norm(INDArray array) {
    return rounded(array.norm2Number().doubleValue());
  }
}
